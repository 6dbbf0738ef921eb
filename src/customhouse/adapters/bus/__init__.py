"""Carriers of messages: in this process (the default) or NATS JetStream."""
