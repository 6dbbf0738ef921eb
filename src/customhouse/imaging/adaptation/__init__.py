"""Learning from a site's own labelled pictures: a small head on frozen features, measured before it may say anything.

`layouts` tells what a folder holds, `surveying` opens every file once, `learning` fits, `measures` judges, `adapting`
writes the order down. `heads` is what runs afterwards; it needs ONNX Runtime for the features and nothing else.
"""
