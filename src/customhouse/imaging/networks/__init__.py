"""Trained networks beside the physics: their cards, the engine that runs them, and what each says of a scan.

A network is an ONNX file and a card (`models/<name>.onnx`, `models/<name>.card.json`). Whoever changes a file changes
its version. Where a model is missing or cannot run, physics alone speaks and a note says so.
"""
