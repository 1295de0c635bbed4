# expect: some(A, B, path="/decorated")
# warns: was given without its name and is read as origins
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.get("/decorated")
@cross_origin(["https://a.com", "https://b.com"])
def decorated():
    return "decorated"
