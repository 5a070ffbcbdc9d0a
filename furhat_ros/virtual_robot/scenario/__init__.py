"""Scenarios: small YAML files that say who comes, walks, looks and speaks, what goes wrong, and what is expected."""
