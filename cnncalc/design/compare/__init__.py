"""Networks side by side: figures of a whole network by key, and which networks are on a Pareto front."""
