"""/admin/office: the documents of the office as forms, one file for each."""
