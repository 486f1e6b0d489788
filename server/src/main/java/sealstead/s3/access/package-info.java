/// Who may: policies, access control lists, public access blocks and ownership, with what they ask of the request, the
/// bucket and the object.
@NullMarked
package sealstead.s3.access;

import org.jspecify.annotations.NullMarked;
