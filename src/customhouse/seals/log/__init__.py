"""The log of everything that seals have said: appended to, never changed; all else can be rebuilt from it."""
