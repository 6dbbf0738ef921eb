"""What recognises: `pipeline` is the work of the worker process, and in it `site_models` asks the site's own models.

`workshop` keeps the recogniser at work on what comes in; `again` lets stored scans be recognised by today's program.
"""
