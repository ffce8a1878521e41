@webhook
Feature: Nango sends its webhook
  It is the only news there is.

  @NAF-06.1 @must @essential
  Rule: A webhook is accepted
    Nothing else is to be had.

    Scenario: The news of Ada is accepted
      Given Ada has started
      When Ada connects her account
      Then the backend accepted the webhook

  @NAF-12.1 @must
  Rule: A forgery is refused
    It proves nothing.

    Scenario Outline: What arrives is <webhook>
      When a stranger sends <webhook>
      Then the backend refuses the webhook
      But Ada has no active connection

      Examples: Forgeries
        | webhook    |
        | a forgery  |
