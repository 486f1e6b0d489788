package sealstead.admin;

import sealstead.wire.ErrorRow;

/// What administration refuses to who asks by a signature.
enum AdminError implements ErrorRow {
    ACCESS_DENIED(403, "AccessDenied", "");

    private final Columns columns;

    AdminError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }
}
