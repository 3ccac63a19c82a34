"""The JSON API, for programs: /api/v1. Each operation is declared once; routes and the OpenAPI document follow."""
