"""Every kind of page in every state, looked at by axe at each width, in forced colours and by keyboard."""
