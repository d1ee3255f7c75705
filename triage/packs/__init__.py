"""Scoring packs: one YAML file an instrument, structure and arithmetic only, never its wording."""
