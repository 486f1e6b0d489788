/// The HTTP server: connections, limits, TLS and threads. The only room that knows the HTTP library.
@NullMarked
package sealstead.http;

import org.jspecify.annotations.NullMarked;
