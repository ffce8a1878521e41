@secrecy
Feature: What never leaves the backend
  Judged last, over everything that the backend said and kept in the whole run.

  @NAF-15.1 @must @essential
  Rule: The secret key and the signing key never leave the backend
    Whoever holds the secret key holds every connection of every user.

    Scenario: No answer of the whole run holds a key
      When Ada connects her account
      Then no answer in this run held a key

  @NAF-15.2 @must
  Rule: A status answer says no more than the status
    A whole row that is passed on brings along what nobody meant to show.

    Scenario Outline: No answer about the status holds <secret>
      Given Mallory has connected her account
      And Ada has connected her account
      When Grace starts connecting her account
      Then Grace has no active connection
      But no answer about the status in this run held <secret>

      Examples: What a row may hold and nobody is to see
        | secret                       |
        | a session token              |
        | a credential of the provider |
        | a stranger's address         |

  @NAF-15.3 @should
  Rule: The backend forgets session tokens
    For half an hour whoever reads the table could connect in the user's name.

    Scenario: No row holds a session token
      Given Grace has connected her account
      When Ada starts connecting her account
      Then no row of the database in this run held a session token

  @NAF-15.4 @should
  Rule: An error tells a stranger nothing about the inside
    What went wrong inside is for the log; outside it shows where to try next.

    Scenario Outline: No error shows <inside>
      Given Nango answers session requests with an internal error
      When Ada starts connecting her account
      Then Ada is told that it did not work
      But no answer with an error in this run held <inside>

      Examples: What an error may let out
        | inside                |
        | a stack trace         |
        | a query of a database |
        | Nango's own words     |

  @NAF-15.5 @must
  Rule: The credentials of the provider stay with Nango
    Nango was brought in to hold them; a copy in a table or a page makes that worthless.

    Scenario Outline: Nothing of them stands in <place>
      When Ada connects her account
      Then no credential of Ada's stands in <place>

      Examples: Where they might stand
        | place                    |
        | what the backend answers |
        | what the backend keeps   |
