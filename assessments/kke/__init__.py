"""Excel workbooks (KKE): guard → cells → layout → rows → checks → reading → plan; writer and recap outward.

No Django in here: instrument and answers come in as engine dataclasses, plans and bytes come out.
"""
