/// Web identities: tokens of OpenID Connect issuers, their keys, and how those are fetched without being led astray.
@NullMarked
package sealstead.auth.oidc;

import org.jspecify.annotations.NullMarked;
