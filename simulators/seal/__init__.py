"""A pretend seal on a lorry: it drives a corridor, reports like a JT701D, and keeps what nobody acknowledged."""
