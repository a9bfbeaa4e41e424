"""What people write, and how figures are spelled.

Names: `layer_names` of layers, `keys` of figures, `measures` of figures of whole networks. Quantities, each
reader for its own occasion, all on `digits`: `written` an answer, `quoted` a figure from elsewhere, `limit`
what a budget allows, `amount` what an option of `solve` takes. `spelling` writes them.
"""
