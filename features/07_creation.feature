@creation
Feature: The backend handles the webhook of a new connection
  What arrives derives from the session that the backend itself asked for.

  @NAF-07.1 @must @essential
  Rule: A faithful creation event is understood
    Field names, tag names in lower case, the connection id: all as Nango writes them.

    Scenario: The backend acts on the news of Ada's connection
      When Ada connects her account
      Then the backend took up Ada's connection
