"""Records of professional development: drafted from one's own writing, in the shape of Social Work England's form."""
