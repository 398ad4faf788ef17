"""Portevoix: an employee-advocacy bot. This package is the house; doors are in `adapters`, rows in `store`."""

__version__ = "0.1.0"
