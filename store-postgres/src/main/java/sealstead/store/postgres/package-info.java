/// Records in tables of PostgreSQL and blobs as objects of any S3 endpoint; in jars of its own, seen by nobody
/// but through the interfaces of `store`.
@NullMarked
package sealstead.store.postgres;

import org.jspecify.annotations.NullMarked;
