"""The cards people meet, composed from domain values and catalogue sentences."""
