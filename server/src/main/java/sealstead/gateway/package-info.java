/// Several gateways on one store: who they are, which of them does the background work, and what all of them must have
/// heard of before one of them goes on.
@NullMarked
package sealstead.gateway;

import org.jspecify.annotations.NullMarked;
