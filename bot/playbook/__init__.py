"""What admins write: the shape of a playbook, and the reading of a folder of YAML into one immutable Book."""
