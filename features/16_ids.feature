@ids
Feature: An id is an id
  What a client calls an id ends up in the backend's own requests, which carry the secret key.

  @NAF-16.2 @must
  Rule: An id from a client cannot become another request to Nango
    Dots and question marks reach another endpoint, with the backend's key.

    Scenario Outline: Ada sends <bent>
      Given Ada has connected her account
      When Ada sends <bent> to every route that takes one
      Then Nango hears of Ada only what any id would lead to

      Examples: Ids that are none
        | bent                             |
        | an id that climbs up             |
        | an id that climbs up in disguise |
        | an id that climbs far up         |
        | an id with a query               |
        | an id with a fragment            |
        | an id on two lines               |
