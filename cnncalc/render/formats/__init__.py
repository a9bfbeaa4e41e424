"""The formats, one file each: `FORMAT` says what it writes. A file in this folder is found by itself."""
