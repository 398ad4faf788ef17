"""The pages and addresses that belong to no door: health, the share page, and what every answer has in common."""
