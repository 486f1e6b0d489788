package sealstead.http;

/// What the connections of one address take together. Under the lock of [Clients].
final class AddressUse {
    final String address;
    int connections;
    int requests;
    /// Of answers that are kept whole until they are taken.
    long heldBytes;

    AddressUse(String address) {
        this.address = address;
    }
}
