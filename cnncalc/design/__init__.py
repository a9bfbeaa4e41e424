"""What a designer of networks needs: review, reconcile, compare, diff, sweep."""
