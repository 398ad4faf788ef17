"""The Web API: one module per family of methods, and the table METHODS."""
