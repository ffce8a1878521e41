@redirects
Feature: Nobody is sent anywhere but back
  A link on the product's own domain that ends at a stranger's page is what phishing is made of.

  @NAF-16.1 @must
  Rule: No return address leads the user off the site
    Nango needs no such address; a backend that takes one has to know its own.

    Scenario Outline: Ada names <address>
      Given Ada has started connecting her account
      When Ada starts connecting with <address>
      Then nothing leads off the site
      And nothing that she added reaches Nango

      Examples: Addresses of other sites
        | address                                          |
        | a return address on another host                 |
        | a return address without a scheme                |
        | a return address that begins like the site's own |
        | an endless return address                        |

      Examples: Addresses that are none
        | address                            |
        | a script for a return address      |
        | a return address with a line break |
