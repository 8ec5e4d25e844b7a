"""PATENTSCOPE's web service: documents and bibliographic data of published international applications."""
