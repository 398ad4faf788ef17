"""Portevoix: an employee-advocacy bot. This package is the house; doors are in `adapters`, rows in `store`."""
