/// The key management service: keys that never leave, their states and versions, and the JSON API to them.
@NullMarked
package sealstead.kms;

import org.jspecify.annotations.NullMarked;
