/// What all APIs on the port have in common: the way of a request, and what becomes of it when something goes wrong.
@NullMarked
package sealstead.api;

import org.jspecify.annotations.NullMarked;
