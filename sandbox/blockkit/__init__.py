"""Block Kit as Slack checks it: limits, required fields and Slack's words for what is wrong.

Limits: https://docs.slack.dev/reference/block-kit. They count characters.
"""
