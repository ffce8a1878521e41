@connection-id
Feature: The backend saves the actual connection id
  Every later call to Nango needs this id, exactly.

  @NAF-09.1 @must @essential
  Rule: The stored id is Nango's connection id, byte for byte
    A placeholder, a row id or an id in other letters finds nothing at Nango.

    Scenario: Nango's id is stored and used
      When Ada connects her account
      Then the backend stores and uses the id that Nango gave Ada's connection

  @NAF-09.2 @must
  Rule: The backend calls Nango with this id and this integration only
    A call with a placeholder fails, and one with another's id fetches another's mail.

    Scenario: The first sync is asked for by Ada's id
      Given Grace has connected her account
      When Ada connects her account
      Then every call to Nango names Ada's connection

    Scenario: A disconnect is for Ada's connection
      Given Ada has connected her account
      And Grace has connected her account
      When Ada disconnects her connection
      Then every call to Nango names Ada's connection

    Scenario: Ada's data comes by Ada's connection
      Given Ada has connected her account
      And Grace has connected her account
      When Ada looks for her own data
      Then every call to Nango names Ada's connection

  @NAF-09.3 @should
  Rule: An id may be long and may hold odd characters
    Sessions make UUIDs, but imported and older connections have ids of all kinds.

    Scenario Outline: <name> is stored as it is
      Given Nango gives Ada's connection <name>
      When Ada connects her account
      Then the backend stores and uses the id that Nango gave Ada's connection

      Examples: Ids that no session gives
        | name                          |
        | an id as long as Nango allows |
        | an id that looks like a path  |

    Scenario Outline: <name> reaches Nango in a disconnect
      Given Nango gives Ada's connection <name>
      And Ada has connected her account
      When Ada disconnects her connection
      Then every call to Nango names Ada's connection

      Examples: Ids that no session gives
        | name                          |
        | an id as long as Nango allows |
        | an id that looks like a path  |
