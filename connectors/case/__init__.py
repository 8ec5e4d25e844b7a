"""The WIPO CASE Dossier Information Service, in the profile of this project: one wire in both directions.

``connector`` asks, ``parse`` reads answers into the model, ``encode`` writes the model as answers, ``wire``
holds the shapes. What the profile adds to the published field names, always optional and ignored by those who
do not know it: ``applicationKindCode`` (the DOCDB kind class beside an application number),
``applicationStatusCategory``, ``relationCategory`` in a priority claim, ``documentRenditionBag``,
``citedPhaseCode``, ``citationDate``, ``accessCategory`` with ``accessOfficeBag``; and where a gateway answers
``completeIndicator``, ``outcomeBag``, ``provenanceBag``, ``widerFamilyMemberBag`` and, beside a document
list, ``bibliographicData``.
"""
