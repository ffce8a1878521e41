@resilience
Feature: Nango in trouble
  Nango fails now and then. The user is told, nothing is left behind, and the next try works.

  @NAF-14.1 @must @essential
  Rule: When Nango fails the user is told, and the next try works
    A quiet success without a token is a modal that never opens.

    Scenario Outline: Nango answers with <trouble>
      Given Nango answers session requests with <trouble>
      When Ada starts connecting her account
      Then Ada is told that it did not work
      And Ada has no active connection

      Examples: Troubles
        | trouble              |
        | an internal error    |
        | a bad gateway        |
        | a service outage     |

    Scenario: The next try works
      Given Ada has tried to connect while Nango answered with a service outage
      When Ada starts connecting her account
      Then Ada holds the token that Nango issued for her

  @NAF-14.2 @should
  Rule: Nango's complaints about the backend do not reach the user
    A complaint about the backend's key logs the user out, and blames her for it.

    Scenario Outline: Nango sends <trouble>
      Given Nango answers session requests with <trouble>
      When Ada starts connecting her account
      Then Ada is told that it did not work
      And Ada is told that it is not her doing

      Examples: Complaints
        | trouble                       |
        | a complaint about the key     |
        | a refusal of the account      |
        | a complaint about the request |
        | a page that is not found      |

  @NAF-14.3 @should
  Rule: When Nango asks the backend to wait, it waits
    A tight loop of retries keeps the limit shut for everybody else.

    Scenario: Nango asks once
      Given Nango answers session requests with one request to wait
      When Ada starts connecting her account
      Then Nango is not asked again too soon

    Scenario: Nango asks every time
      Given Nango answers session requests with nothing but requests to wait
      When Ada starts connecting her account
      Then Ada is told that it did not work
      And Nango is not asked again too soon

  @NAF-14.4 @should
  Rule: The user gets an answer even when Nango gives none
    Requests that wait for ever fill up the server, and the button spins until the user leaves.

    Scenario Outline: Nango keeps Ada waiting with <trouble>
      Given Nango answers session requests with <trouble>
      When both start connecting at the same time
      Then Ada is told that it did not work
      And Grace holds the token that Nango issued for her

      Examples: Nangos that give no answer
        | trouble                   |
        | silence                   |
        | an answer that never ends |

  @NAF-14.5 @must
  Rule: A session without a usable token counts as a failure
    A gateway's error page taken for a session is a success that opens nothing.

    Scenario Outline: What comes is <trouble>
      Given Nango answers session requests with <trouble>
      When Ada starts connecting her account
      Then Ada is told that it did not work
      And Ada has no active connection

      Examples: Answers that are none
        | trouble             |
        | a closed connection |
        | an empty answer     |

      Examples: Answers that are no session
        | trouble                            |
        | an answer that breaks off          |
        | half a JSON text                   |
        | a web page                         |
        | data without a token               |
        | no data                            |
        | a token in the wrong place         |
        | an error that looks like a success |

    Scenario Outline: The next try works after <trouble>
      Given Ada has tried to connect while Nango answered with <trouble>
      When Ada starts connecting her account
      Then Ada holds the token that Nango issued for her

      Examples: Troubles that spoil a client
        | trouble                   |
        | a closed connection       |
        | an answer that breaks off |
        | a web page                |
