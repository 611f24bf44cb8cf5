"""The office: what admins set on pages. Where they set nothing, the configuration's stands, else the default."""
