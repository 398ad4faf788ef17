"""The rules: pure values and functions, with no input or output, no clock and no chance."""
