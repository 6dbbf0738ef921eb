"""The only place where things are wired: settings → adapters → services → routes → the running server."""
