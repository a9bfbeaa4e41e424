"""Convolution and pooling of numbers: small matrices, exact arithmetic, each cell's sum."""
