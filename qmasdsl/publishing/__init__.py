"""Publishing: a rule file as a page that an expert of the field can review without reading code."""
