/// Records in a table of HBase and blobs as files of a Hadoop file system; in jars of its own, seen by nobody but
/// through the interfaces of `store`.
@NullMarked
package sealstead.store.hbase;

import org.jspecify.annotations.NullMarked;
