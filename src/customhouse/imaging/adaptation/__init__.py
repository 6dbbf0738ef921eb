"""Learning from a site's own labelled pictures: a small head on frozen features, measured before it may say anything.

`pictures.layouts` tells what a folder holds, `pictures.surveying` opens every file once, `site_heads.learning` fits,
`measures` judges, `adapting` writes the order down. `site_heads.heads` is what runs afterwards; it needs ONNX Runtime
for the features and nothing else.
"""
