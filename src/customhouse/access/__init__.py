"""Who may do what: users, roles, permissions, sessions, and the guard that every route passes.

It listens to nothing.
It announces nothing: log-ins are kept in its own log, read by the administrator.
"""
