"""The USPTO's Global Dossier service: the dossiers of the five IP5 offices, and of WIPO CASE through WIPO.

``connector`` asks, ``parse`` (with ``documents`` for lists and ``citing`` for citations) reads answers into
the model, ``wire`` holds the shapes, ``numbers`` the service's own way to write numbers, ``explain`` what its
errors mean, ``content`` its check of documents.

What an operator should know. Reading needs no log-in, but the service is a website's own back end: run it by
an agreement with the USPTO (``agreement`` in the provider's file). It answers bursts with HTTP 429: one
question every one to three seconds is what it bears (``limits``). Its ``shareable`` is that website's sharing
feature and says nothing about who may see a document. Where a dossier is not to be had, the website tells two
states apart, and so does this: *not available now* (an IP5 office, an international application, or an office
that provides through WIPO CASE) and *not a participating office*.
"""
