# expect: only(A)
# expect: only(B, "/decorated")
# views: any path

from flask import Flask

from flask_cors import *

app = Flask(__name__)
CORS(app, origins="https://a.com")


@app.get("/decorated")
@cross_origin(origins="https://b.com")
def decorated():
    return "decorated"
