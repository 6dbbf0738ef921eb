"""Transport documents as traders and carriers write them: messages, PDFs and scans of made-up consignments."""
