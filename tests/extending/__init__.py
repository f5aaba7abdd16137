"""Each page of docs/extending, done to a copy of the studio as it says, and tried."""
