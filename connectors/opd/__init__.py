"""The OPD part of the JPO's patent information retrieval API: one hub that speaks for the five offices.

``connector`` asks, ``envelope`` opens answers and reads their status, ``parse`` reads them into the model,
``encode`` writes the model as answers. Source: JPO API handbook 1.4 and its published examples.
"""
