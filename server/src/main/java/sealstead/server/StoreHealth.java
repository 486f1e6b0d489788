package sealstead.server;

import sealstead.health.Health;
import sealstead.health.ServerPart;
import sealstead.store.local.StoreListener;

/// Tells health what the store says of itself; the store knows no other room.
final class StoreHealth implements StoreListener {
    private final Health health;

    StoreHealth(Health health) {
        this.health = health;
    }

    @Override
    public void failed(String reason) {
        health.failed(ServerPart.STORE, reason);
    }

    @Override
    public void well() {
        health.well(ServerPart.STORE);
    }

    @Override
    public void damaged(String reason) {
        health.degraded(ServerPart.DAMAGE, reason);
    }

    @Override
    public void roomIsLow(String reason) {
        health.failed(ServerPart.DISK, reason);
    }

    @Override
    public void roomIsEnough() {
        health.well(ServerPart.DISK);
    }
}
