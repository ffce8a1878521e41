@connection-id
Feature: The backend saves the actual connection id
  Every later call to Nango needs this id, exactly.

  @NAF-09.1 @must @essential
  Rule: The stored id is Nango's connection id, byte for byte
    A placeholder, a row id or an id in other letters finds nothing at Nango.

    Scenario: Nango's id is stored and used
      When Ada connects her account
      Then the backend stores and uses the id that Nango gave Ada's connection
